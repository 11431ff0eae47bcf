import { expect, it } from 'vitest';
import { faultPlan } from './fault-plan.ts';

it('takes its seed from the time, unless told otherwise', () => {
  expect(faultPlan({}, 1_767_323_045_678).seeds).toEqual([45_678]);
  expect(faultPlan({ FAULTS_SEED: '7', FAULTS_REPEAT: '3' }, 0).seeds).toEqual([7, 8, 9]);
  expect(faultPlan({ FAULTS_STEPS: '90', FAULTS_STORM_CLIENTS: '2000' }, 0)).toMatchObject({
    steps: 90,
    stormClients: 2_000,
  });
});

it('refuses what is no number', () => {
  expect(() => faultPlan({ FAULTS_SEED: 'x' }, 0)).toThrow('FAULTS_SEED');
});
