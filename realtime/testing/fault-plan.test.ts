import { expect, it } from 'vitest';
import { faultPlan } from './fault-plan.ts';

it('plays one history, the same every time, unless told otherwise', () => {
  expect(faultPlan({}).seeds).toEqual(faultPlan({}).seeds);
  expect(faultPlan({}).seeds).toHaveLength(1);
  expect(faultPlan({ FAULTS_SEED: '7', FAULTS_REPEAT: '3' }).seeds).toEqual([7, 8, 9]);
  const long = { FAULTS_STEPS: '90', FAULTS_STORM_CLIENTS: '2000', FAULTS_LEDGER_HISTORIES: '500' };
  expect(faultPlan(long)).toMatchObject({ steps: 90, stormClients: 2_000, ledgerHistories: 500 });
});

it('refuses what is no number', () => {
  expect(() => faultPlan({ FAULTS_SEED: 'x' })).toThrow('FAULTS_SEED');
});
