import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatewayNodeOptions, originMalloc, originNodeOptions } from '../cluster/realtime-services.ts';
import { repositoryRoot } from '../paths.ts';
import { contextCopies, execForm, imageEnvironment, imageStages, wholeStage } from './image-stages.ts';
import { excludedPatterns } from './production-tree.ts';

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');
const text = read('ops/docker/Dockerfile');
const stages = imageStages(text);
const targets = ['gateway', 'ledger', 'origin', 'jobs'];

describe('the images', () => {
  it('stand on bases that are arguments with a whole version, so that a release pins them by digest', () => {
    const bases = [...text.matchAll(/^ARG ([A-Z_]+_IMAGE)=(\S+)$/gm)].map(([, name, image]) => ({ name, image }));
    expect(bases.map(({ name }) => name)).toEqual(['NODE_IMAGE', 'RUNTIME_IMAGE']);
    for (const { image } of bases) expect(image).toMatch(/^[a-z.]+\/[a-z0-9/.-]+:(?!latest)[a-z0-9.-]+$/);
    const outside = stages.map(({ from }) => from).filter((from) => !stages.some(({ name }) => name === from));
    expect(new Set(outside)).toEqual(new Set([`\${NODE_IMAGE}`, `\${RUNTIME_IMAGE}`]));
    expect(bases[0]?.image).toContain(`:${read('.nvmrc').trim()}.`);
  });

  it.each(targets)('%s runs as nobody in particular, by number, without a shell', (target) => {
    const stage = wholeStage(stages, target);
    expect(stage.findLast(({ keyword }) => keyword === 'USER')?.text).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(execForm(stage, 'ENTRYPOINT')).toEqual(['/usr/local/bin/node']);
    const main = execForm(stage, 'CMD').find((word) => word.endsWith('.ts')) ?? '';
    expect(existsSync(join(repositoryRoot, main))).toBe(true);
    // The base has neither shell nor package manager, so nothing can run while the stage is built.
    expect(stage.filter(({ keyword }) => ['RUN', 'ADD', 'VOLUME'].includes(keyword))).toEqual([]);
    const check = stage.findLast(({ keyword }) => keyword === 'HEALTHCHECK')?.text ?? '';
    if (target === 'jobs') expect(check).toBe('NONE');
    else expect(check).toContain('CMD ["/usr/local/bin/node", "realtime/src/main/healthcheck.ts"]');
    expect(imageEnvironment(stage)).toMatchObject({ HALOBUZZ_ENV: 'production', NODE_ENV: 'production' });
  });

  it('are given no secret while they are built', () => {
    const names = text.match(/^(?:ARG|ENV) .*/gm)?.join('\n') ?? '';
    expect(names).not.toMatch(/KEY|SECRET|TOKEN|PASSWORD|_URI/);
  });

  it('start processes with the options that are measured here', () => {
    expect(execForm(wholeStage(stages, 'gateway'), 'CMD')).toEqual([
      ...gatewayNodeOptions,
      'realtime/src/main/gateway.ts',
    ]);
    expect(execForm(wholeStage(stages, 'origin'), 'CMD')).toEqual([...originNodeOptions, 'realtime/src/main/origin.ts']);
    expect(imageEnvironment(wholeStage(stages, 'origin'))).toMatchObject(originMalloc);
  });

  it('know every workspace that the lock file names, and copy nothing else than sources', () => {
    const packages = stages.find(({ name }) => name === 'packages');
    if (packages === undefined) throw new Error('there is no stage "packages"');
    const copied = contextCopies(packages).flatMap(({ sources }) => sources);
    const { workspaces }: { workspaces: string[] } = JSON.parse(read('package.json'));
    for (const workspace of workspaces) expect(copied).toContain(`${workspace}/package.json`);
    const runtime = stages.find(({ name }) => name === 'runtime');
    if (runtime === undefined) throw new Error('there is no stage "runtime"');
    expect(contextCopies(runtime).flatMap(({ sources }) => sources)).toEqual(['core/src', 'realtime/src']);
    const installs = packages.instructions.filter(({ text: words }) => words.startsWith('npm ci'));
    expect(installs.map(({ text: words }) => words.split(' ').filter((word) => word.startsWith('--')))).toEqual([
      ['--workspace', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'],
    ]);
  });

  it('are built from a context that lets in what is named, and no test', () => {
    const lines = read('.dockerignore').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    expect(excludedPatterns(read('.dockerignore'))).toEqual(['**/*.test.ts', '**/testing', '**/node_modules']);
  });
});

describe('reading a Dockerfile', () => {
  it('follows stages, joins lines and passes over comments', () => {
    const parsed = imageStages('ARG A=1\nFROM a AS one\n# no\nENV X=1 \\\n    Y=2\nUSER 5\nFROM one AS two\nCMD ["x"]\n');
    expect(parsed.map(({ name, from }) => [name, from])).toEqual([
      ['one', 'a'],
      ['two', 'one'],
    ]);
    expect(imageEnvironment(wholeStage(parsed, 'two'))).toEqual({ X: '1', Y: '2' });
    expect(execForm(wholeStage(parsed, 'two'), 'CMD')).toEqual(['x']);
  });

  it('refuses what would need a shell, and stages without a name', () => {
    expect(() => execForm(wholeStage(imageStages('FROM a AS b\nCMD node x'), 'b'), 'CMD')).toThrow();
    expect(() => imageStages('FROM a')).toThrow(/no name/);
    expect(() => wholeStage([], 'x')).toThrow(/no stage/);
  });
});
