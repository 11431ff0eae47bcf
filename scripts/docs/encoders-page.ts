import { categories } from '@halobuzz/core/api/streams';
import {
  type ContentClass,
  contentOfCategory,
  encoderLadder,
  lowStream,
  type NetworkClass,
  viewerLadder,
} from '@halobuzz/core/media/encoder-ladders';
import { code, generatedNotice, page, table } from './markdown.ts';

const contents: readonly ContentClass[] = ['talk', 'music', 'motion'];
const networks: readonly NetworkClass[] = ['wired', 'wifi', 'cellular', 'slow', 'unknown'];

/** docs/generated/encoders.md: what hosts may send and viewers may receive. */
export function encodersPage(): string {
  return page([
    generatedNotice,
    '# Encoder ladders',
    'Source: `core/src/media/encoder-ladders.ts`. How steps are taken: [adaptive-bitrate.md](../adaptive-bitrate.md).',
    ...contents.flatMap((content) => [`## ${content}`, `For ${categoriesOf(content)}.`, ladderOf(content)]),
    '## Reach of a network',
    table(['network', 'best step', 'first step'], networks.map(reachOf)),
    'The steps of the ladders above, whatever is shown.',
    '## What a viewer receives',
    `The small stream is ${lowStream.width} × ${lowStream.height}, ${lowStream.frameRate} frames/s, ${lowStream.kbps} kbit/s.`,
    table(
      ['step', 'stream', 'level'],
      viewerLadder.map(({ stream, level }, at) => [String(at + 1), stream, code(level)]),
    ),
  ]);
}

function categoriesOf(content: ContentClass): string {
  return categories
    .filter((category) => contentOfCategory(category) === content)
    .map(code)
    .join(', ');
}

function ladderOf(content: ContentClass): string {
  const rows = encoderLadder(content, 'wired').steps.map(
    ({ width, height, frameRate, kbpsMin, kbpsMax, dualStream, level }, at) => [
      String(at + 1),
      width === 0 ? 'none' : `${width} × ${height}`,
      width === 0 ? '' : String(frameRate),
      `${kbpsMin} to ${kbpsMax}`,
      dualStream ? 'yes' : '',
      code(level),
    ],
  );
  return table(['step', 'picture', 'frames/s', 'kbit/s', 'small stream beside it', 'level'], rows);
}

function reachOf(network: NetworkClass): string[] {
  const all = encoderLadder('talk', 'wired').steps.length;
  const { steps, first } = encoderLadder('talk', network);
  const best = all - steps.length;
  return [network, String(best + 1), String(best + first + 1)];
}
