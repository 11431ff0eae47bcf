import { parseArgs } from 'node:util';
import { Problem } from '../problem.ts';
import { type StoreDevice, type StoreLanguage, storeDevices, storeLanguages } from './store-devices.ts';

export const storeHelp = `npm run store -- <what>

  graphics      draws icons, splash and feature graphic anew from scripts/store/brand-svg.ts
  screenshots   starts a system of its own, fills it, and takes pictures of the app at both stores' sizes into
                mobile/store/screenshots (about a minute for each device and language)
    --device a,b     of these devices only: ${storeDevices.map(({ id }) => id).join(', ')}
    --language a,b   in these languages only: ${storeLanguages.join(', ')}
    --readme         the pictures of the README instead, into docs/images
  reviewer      makes, on the system that runs here, the account that a store's reviewer signs in with
`;

export type StoreWish =
  | { readonly what: 'help' | 'graphics' | 'reviewer' | 'readme' }
  | {
      readonly what: 'screenshots';
      readonly devices: readonly StoreDevice[];
      readonly languages: readonly StoreLanguage[];
    };

/** @throws Problem naming what is not understood */
export function parseStoreOptions(words: readonly string[]): StoreWish {
  const [what, ...rest] = words;
  if (what === undefined || what === '--help') return { what: 'help' };
  if ((what === 'graphics' || what === 'reviewer') && rest.length === 0) return { what };
  if (what !== 'screenshots') {
    throw new Problem(`There is no "${words.join(' ')}". npm run store -- --help lists what there is.`);
  }
  const { readme, device, language } = parsed(rest);
  if (readme === true) return { what: 'readme' };
  return {
    what,
    devices: chosen('device', device, storeDevices, ({ id }) => id),
    languages: chosen('language', language, storeLanguages, (one) => one),
  };
}

function parsed(args: string[]) {
  try {
    const options = { device: { type: 'string' }, language: { type: 'string' }, readme: { type: 'boolean' } } as const;
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

function chosen<T>(
  name: string,
  wanted: string | undefined,
  all: readonly T[],
  idOf: (one: T) => string,
): readonly T[] {
  if (wanted === undefined) return all;
  return wanted.split(',').map((id) => {
    const found = all.find((one) => idOf(one) === id);
    if (found === undefined) throw new Problem(`--${name} ${id} is none of: ${all.map(idOf).join(', ')}`);
    return found;
  });
}
