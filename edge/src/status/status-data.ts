import type { PartState, StatusData, StatusNotice, WatchedPart } from '@halobuzz/core/api/status';
import { limits } from '@halobuzz/core/limits';
import { regionNames, regionSpecs } from '@halobuzz/core/regions/region-table';
import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import { featureSwitches } from '@halobuzz/core/switches/switches';
import type { KnownStatus } from './status-picture.ts';

/** In the order of the page, in words for whoever uses the platform. */
const named: readonly (readonly [WatchedPart, string])[] = [
  ['ledger', 'Gifts and coins: the ledger'],
  ['wallets', 'Gifts and coins: wallets'],
  ['rooms', 'Live rooms: shared state'],
  ['database', 'Database'],
  ['media', 'Sound and picture'],
];

type ShownPart = StatusData['parts'][number];

/** What the status page and `/status.json` tell. Nothing of the origin's is told as of now while it does not answer. */
export function statusDataOf(
  { originAnswers, status }: KnownStatus,
  board: Pick<SwitchBoard, 'maintenance' | 'isPaused'>,
  nowMs: number,
): StatusData {
  const gateways: ShownPart[] = (status?.regions ?? [])
    .filter(({ state }) => state !== 'off')
    .map(({ region, state }) => ({
      ...{ part: `gateways-${region}`, name: `Live rooms: ${placeOf(region)}` },
      state: originAnswers ? state : 'unknown',
    }));
  const watched = named.map(([part, name]) => ({
    ...{ part, name },
    state: originAnswers ? (status?.parts[part] ?? 'unknown') : ('unknown' as const),
  }));
  const parts: ShownPart[] = [
    { part: 'edge', name: 'Website, app and sign-in', state: 'up' },
    { part: 'origin', name: 'Broadcasts, discovery and wallet reads', state: originAnswers ? 'up' : 'down' },
    ...(gateways.length > 0 || !originAnswers ? gateways : [nowhere]),
    ...watched,
  ];
  return {
    state: stateOf(parts),
    checkedAt: new Date(nowMs).toISOString(),
    ...(status === undefined ? {} : { figuresAt: status.at }),
    parts,
    notices: noticesOf(board),
    ...(status?.now === undefined || !originAnswers ? {} : { now: status.now }),
    stepSeconds: status?.stepSeconds ?? limits.statusStepMs / 1_000,
    points: status?.points ?? [],
  };
}

const nowhere: ShownPart = { part: 'gateways', name: 'Live rooms', state: 'down' };

/** Down when nobody can use the platform: no origin, no database, or no region with gateways. */
function stateOf(parts: readonly ShownPart[]): StatusData['state'] {
  const stateOfPart = (wanted: string): PartState | undefined => parts.find(({ part }) => part === wanted)?.state;
  const gateways = parts.filter(({ part }) => part.startsWith('gateways'));
  const nobodyIn = gateways.length > 0 && gateways.every(({ state }) => state === 'down');
  if (stateOfPart('origin') === 'down' || stateOfPart('database') === 'down' || nobodyIn) return 'down';
  return parts.some(({ state }) => state === 'down' || state === 'limited') ? 'limited' : 'up';
}

/** Where gateways of a label stand; a label that no table knows is its own name. */
function placeOf(label: string): string {
  const name = regionNames.find((region) => regionSpecs[region].gatewayRegion === label);
  return name === undefined ? label : regionSpecs[name].place;
}

/** What is shut on purpose: maintenance, and features that are paused for everybody. */
function noticesOf(board: Pick<SwitchBoard, 'maintenance' | 'isPaused'>): StatusNotice[] {
  const { maintenance } = board;
  const paused = featureSwitches.filter((name) => board.isPaused(name)).map((name) => name.replaceAll('_', ' '));
  return [
    ...(maintenance === undefined
      ? []
      : [
          {
            message: maintenance.message,
            since: new Date(maintenance.sinceMs).toISOString(),
            ...(maintenance.endsAtMs === undefined ? {} : { until: new Date(maintenance.endsAtMs).toISOString() }),
          },
        ]),
    ...(paused.length === 0 ? [] : [{ message: `Paused for now: ${paused.join(', ')}.` }]),
  ];
}
