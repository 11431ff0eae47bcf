import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseRegion,
  explainDecision,
  joinRegions,
  mayStand,
  type RegionState,
  roomRegions,
} from './choose-region.ts';
import { regionNames } from './region-table.ts';
import { countries, isInEurope, regionOfCountry } from './regions.ts';

const states = (given: Partial<Record<(typeof regionNames)[number], RegionState>>) => new Map(Object.entries(given));
const allUp = states({ 'ap-southeast-1': 'up', 'ap-south-1': 'up', 'us-east-1': 'up', 'eu-west-1': 'up' });
const anyStates = fc
  .tuple(...regionNames.map(() => fc.constantFrom('up' as const, 'crowded' as const, 'down' as const)))
  .map((given) => new Map<string, RegionState>(regionNames.map((name, at) => [name, given[at] ?? 'down'])));
const anyCountry = fc.constantFrom(...countries, 'XX');

describe('chooseRegion', () => {
  it('opens at home while home is up', () => {
    for (const country of countries) {
      const { region } = regionOfCountry(country);
      expect(chooseRegion(country, allUp, 'stay')).toEqual({ region, home: region, reason: 'home_up', passedOver: [] });
    }
  });

  it('goes along the fallbacks, past what is down or crowded, and says so', () => {
    const decision = chooseRegion(
      'IN',
      states({ 'ap-south-1': 'crowded', 'eu-west-1': 'up', 'us-east-1': 'up' }),
      'stay',
    );
    expect(decision).toEqual({
      region: 'eu-west-1',
      home: 'ap-south-1',
      reason: 'home_passed_over',
      passedOver: [
        { region: 'ap-south-1', state: 'crowded' },
        { region: 'ap-southeast-1', state: 'down' },
      ],
    });
    expect(explainDecision(decision)).toBe(
      'Broadcasts open in eu-west-1 (Ireland), because ap-south-1 (Mumbai) is crowded and ap-southeast-1 (Singapore) is down.',
    );
  });

  it('takes a crowded region before one that is down, and home when all are down', () => {
    const crowded = chooseRegion('US', states({ 'ap-southeast-1': 'crowded' }), 'stay');
    expect(crowded).toMatchObject({ region: 'ap-southeast-1', reason: 'all_crowded' });
    const none = chooseRegion('US', states({}), 'stay');
    expect(none).toEqual({ region: 'us-east-1', home: 'us-east-1', reason: 'none_up', passedOver: [] });
    expect(explainDecision(none)).toContain('wait there');
  });

  it('keeps rooms under European law in Europe, unless the installation lets them leave', () => {
    const noEurope = states({ 'ap-southeast-1': 'up', 'us-east-1': 'up', 'ap-south-1': 'up' });
    expect(chooseRegion('DE', noEurope, 'stay')).toMatchObject({ region: 'eu-west-1', reason: 'none_up' });
    expect(chooseRegion('DE', noEurope, 'may_leave')).toMatchObject({
      region: 'us-east-1',
      reason: 'home_passed_over',
    });
    expect(chooseRegion('GB', noEurope, 'stay')).toMatchObject({ region: 'ap-southeast-1' });
  });

  it('chooses nothing that is worse than what it may have', () => {
    const worth = { up: 2, crowded: 1, down: 0 };
    fc.assert(
      fc.property(
        anyCountry,
        anyStates,
        fc.constantFrom('stay' as const, 'may_leave' as const),
        (country, given, law) => {
          const decision = chooseRegion(country, given, law);
          const allowed = roomRegions(country, law);
          expect(allowed).toContain(decision.region);
          const best = Math.max(...allowed.map((region) => worth[given.get(region) ?? 'down']));
          expect(worth[given.get(decision.region) ?? 'down']).toBe(best);
          for (const { region, state } of decision.passedOver) expect(given.get(region)).toBe(state);
          expect(explainDecision(decision)).toContain(decision.region);
        },
      ),
    );
  });
});

describe('where a room may stand', () => {
  it('begins with its own region and ends with every other that it may have', () => {
    expect(joinRegions('NP', 'ap-southeast-1', 'stay')).toEqual([
      'ap-southeast-1',
      'ap-south-1',
      'eu-west-1',
      'us-east-1',
    ]);
    expect(joinRegions('NP', 'us-east-1', 'stay')).toEqual(['us-east-1', 'ap-southeast-1', 'ap-south-1', 'eu-west-1']);
    expect(joinRegions('NP', 'test', 'stay')[0]).toBe('test');
    expect(joinRegions('FR', 'eu-west-1', 'stay')).toEqual(['eu-west-1']);
    expect(joinRegions('FR', 'us-east-1', 'stay')).toEqual(['eu-west-1']);
    expect(joinRegions('FR', 'us-east-1', 'may_leave')[0]).toBe('us-east-1');
  });

  it('lets no gateway outside Europe hold what stays in Europe, whatever its label', () => {
    for (const country of countries) {
      for (const label of [...regionNames, 'test', 'eu-west-9']) {
        const stays = regionOfCountry(country).staysInEurope;
        expect(mayStand(country, label, 'stay')).toBe(!stays || isInEurope(label));
        expect(mayStand(country, label, 'may_leave')).toBe(true);
      }
    }
  });
});
