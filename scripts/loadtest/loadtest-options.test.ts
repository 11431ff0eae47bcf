import { describe, expect, it } from 'vitest';
import { isLoopback, loadtestHelp, parseLoadtestOptions } from './loadtest-options.ts';

const choices = { scenarios: ['smoke', 'storm'], profiles: ['tiny', 'small'], defaultProfile: 'small' };
const parse = (...args: string[]) => parseLoadtestOptions(args, choices);

describe('loadtest options', () => {
  it('takes a scenario with its defaults', () => {
    expect(parse('smoke')).toEqual({
      kind: 'run',
      scenarios: ['smoke'],
      profile: 'small',
      target: undefined,
      compare: undefined,
      keep: false,
      worldFile: undefined,
    });
    expect(parse('storm', '--profile', 'tiny', '--target', 'http://127.0.0.1:8787/', '--keep')).toMatchObject({
      scenarios: ['storm'],
      profile: 'tiny',
      target: 'http://127.0.0.1:8787',
      keep: true,
    });
    expect(parse('all')).toMatchObject({ scenarios: ['smoke', 'storm'] });
  });

  it('compares with the last run or with a file, wherever the word stands', () => {
    expect(parse('smoke', '--compare')).toMatchObject({ compare: { with: 'last' } });
    expect(parse('--compare', 'smoke')).toMatchObject({ scenarios: ['smoke'], compare: { with: 'last' } });
    expect(parse('smoke', '--compare', 'a.json', '--keep')).toMatchObject({
      compare: { with: 'file', file: 'a.json' },
      keep: true,
    });
  });

  it('names what is wrong', () => {
    expect(() => parse()).toThrow(/name one scenario: smoke, storm/);
    expect(() => parse('smok')).toThrow(/no scenario "smok"/);
    expect(() => parse('smoke', 'storm')).toThrow(/name one scenario/);
    expect(() => parse('smoke', '--profile', 'huge')).toThrow(/no profile "huge"/);
    expect(() => parse('smoke', '--speed')).toThrow(/--speed/);
    for (const bad of ['8787', 'ftp://127.0.0.1', 'http://127.0.0.1/api', 'http://me:pw@127.0.0.1']) {
      expect(() => parse('smoke', '--target', bad), bad).toThrow(/--target wants/);
    }
  });

  it('refuses a target beyond this machine unless its host is named again', () => {
    const far = ['smoke', '--target', 'https://staging.example.com'];
    expect(() => parse(...far)).toThrow(/--allow-target staging\.example\.com/);
    expect(() => parse(...far, '--allow-target', 'example.com')).toThrow(/names example\.com/);
    expect(parse(...far, '--allow-target', 'staging.example.com')).toMatchObject({
      target: 'https://staging.example.com',
    });
  });

  it.each([
    ['http://127.0.0.1:1', true],
    ['http://127.8.9.1:1', true],
    ['http://localhost:8787', true],
    ['http://[::1]:8787', true],
    // The URL parser reads these as 127.0.0.1, and so does every client.
    ['http://2130706433', true],
    ['http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', false],
    ['http://10.0.0.1', false],
    ['http://0.0.0.0', false],
    ['http://[::ffff:10.0.0.1]', false],
  ])('%s is loopback: %s', (target, expected) => {
    expect(isLoopback(target)).toBe(expected);
  });

  it('lists every choice in its help', () => {
    expect(parse('--help')).toEqual({ kind: 'help' });
    for (const word of [...choices.scenarios, ...choices.profiles]) expect(loadtestHelp(choices)).toContain(word);
  });
});
