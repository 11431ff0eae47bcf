import type { InternalRegions } from '@halobuzz/core/api/regions';
import { regionsDataSchema } from '@halobuzz/core/api/regions';
import { countries, regionOfCountry } from '@halobuzz/core/regions/regions';
import { describe, expect, it } from 'vitest';
import { explainRegions } from './explain-regions.ts';

const health = (region: string, state: 'up' | 'crowded' | 'down', loadPercent = 10) => ({
  ...{ region, state, loadPercent, nodes: 1, draining: 0, silent: 0 },
});
const picture = (europeanRooms: 'stay' | 'may_leave', ...regions: InternalRegions['regions']): InternalRegions => ({
  ...{ europeanRooms, atMs: 1_800_000_000_000, regions },
});

describe('explainRegions', () => {
  it('says what is chosen, what was passed over, and how every region is', () => {
    const data = explainRegions(
      'NP',
      picture('stay', health('ap-southeast-1', 'crowded', 91), health('ap-south-1', 'up')),
    );
    expect(data).toMatchObject({
      country: 'NP',
      region: 'ap-south-1',
      homeRegion: 'ap-southeast-1',
      fallbacks: ['ap-south-1', 'eu-west-1', 'us-east-1'],
      agoraArea: 'ASIA',
      accountHome: 'asia',
      europe: 'free',
      checkedAt: '2027-01-15T08:00:00.000Z',
    });
    expect(data.reason).toContain(
      'Broadcasts open in ap-south-1 (Mumbai), because ap-southeast-1 (Singapore) is crowded.',
    );
    expect(data.regions).toEqual([
      { region: 'ap-southeast-1', place: 'Singapore', state: 'crowded', loadPercent: 91 },
      { region: 'ap-south-1', place: 'Mumbai', state: 'up', loadPercent: 10 },
      { region: 'us-east-1', place: 'Virginia', state: 'unknown' },
      { region: 'eu-west-1', place: 'Ireland', state: 'unknown' },
    ]);
  });

  it('says whether European rooms stay', () => {
    const away = [health('us-east-1', 'up'), health('eu-west-1', 'down', 100)];
    const stays = explainRegions('FR', picture('stay', ...away));
    expect(stays).toMatchObject({ region: 'eu-west-1', fallbacks: [], europe: 'stays', accountHome: 'europe' });
    expect(stays.reason).toContain('your rooms stay in Europe');
    const leaves = explainRegions('FR', picture('may_leave', ...away));
    expect(leaves).toMatchObject({ region: 'us-east-1', homeRegion: 'eu-west-1', europe: 'may_leave' });
    expect(leaves.reason).toContain('leave Europe only while');
  });

  it('answers for every country, and without a picture names the region of the map', () => {
    for (const country of [...countries, 'XX']) {
      const data = regionsDataSchema.omit({ media: true }).parse(explainRegions(country, undefined));
      expect(data.region).toBe(regionOfCountry(country).region);
      expect(data.checkedAt).toBeUndefined();
      expect(new Set(data.regions.map(({ state }) => state))).toEqual(new Set(['unknown']));
    }
    expect(explainRegions('XX', undefined).reason).toContain('Your country is not known.');
    expect(explainRegions('XX', undefined).reason).toContain('nearest of Agora’s servers');
  });
});
