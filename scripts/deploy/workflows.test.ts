import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryRoot } from '../paths.ts';

const permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() });
const workflow = z.looseObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions,
  jobs: z.record(
    z.string(),
    z.looseObject({
      permissions: permissions.optional(),
      'timeout-minutes': z.int().optional(),
      environment: z.unknown().optional(),
      if: z.string().optional(),
      uses: z.string().optional(),
      steps: z.array(step).default([]),
    }),
  ),
});
const files = globSync('.github/workflows/*.yml', { cwd: repositoryRoot }).sort();
const texts = new Map(files.map((file) => [file, readFileSync(join(repositoryRoot, file), 'utf8')]));
const workflows = [...texts].map(([file, text]) => ({ file, ...workflow.parse(parse(text)) }));
const jobs = workflows.flatMap(({ file, jobs: all }) => Object.entries(all).map(([name, job]) => ({ file, name, ...job })));

it('has the whole way from a change to production', () => {
  expect(files.map((file) => file.split('/').at(-1))).toEqual([
    ...['codeql.yml', 'dependency-review.yml', 'preview.yml', 'release.yml', 'rollback.yml', 'rollout.yml', 'test.yml'],
  ]);
});

describe('every workflow', () => {
  it('takes foreign actions by commit, with the version beside it', () => {
    for (const [file, text] of texts) {
      for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm)) {
        if (used.startsWith('./')) continue;
        expect(used, file).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
      }
    }
  });

  it('may do nothing but read unless a job says why it must write', () => {
    for (const { file, permissions: own } of workflows) expect(Object.values(own), file).not.toContain('write');
    const writing = jobs.flatMap(({ file, name, permissions: own = {} }) =>
      Object.entries(own).flatMap(([what, right]) => (right === 'write' ? [`${file.split('/').at(-1)} ${name} ${what}`] : [])),
    );
    expect(writing.sort()).toEqual([
      'codeql.yml analyze security-events',
      'release.yml images id-token',
      'release.yml images packages',
      'release.yml publish contents',
      'rollout.yml rollout id-token',
    ]);
  });

  it('ends by itself, and leaves no token in its checkout', () => {
    for (const { file, name, uses, steps, 'timeout-minutes': minutes } of jobs) {
      if (uses === undefined) expect(minutes, `${file} ${name}`).toBeGreaterThan(0);
      for (const { uses: action = '', with: given = {} } of steps) {
        if (action.startsWith('actions/checkout@')) expect(given['persist-credentials'], `${file} ${name}`).toBe(false);
      }
    }
  });

  it('puts no text of others into a script: it comes by the environment', () => {
    for (const { file, steps } of jobs) for (const { run = '' } of steps) expect(run, file).not.toContain('${{');
  });

  it('never runs a foreign pull request beside secrets', () => {
    for (const [file, text] of texts) expect(text, file).not.toContain('pull_request_target');
    for (const { file, on } of workflows) {
      if (!('pull_request' in on) || !(texts.get(file) ?? '').includes('secrets.')) continue;
      for (const job of jobs.filter((candidate) => candidate.file === file)) {
        expect(job.if).toContain('github.event.pull_request.head.repo.full_name == github.repository');
      }
    }
  });

  it('reaches staging and production through an environment, which has reviewers', () => {
    for (const { file, name, environment } of jobs) {
      const isDeploying = /roll(?:out|back)\.yml$/.test(file);
      if (isDeploying) expect(environment, `${file} ${name}`).toBe('${{ inputs.environment }}');
    }
  });
});
