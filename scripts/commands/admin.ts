import {
  operatorPaths,
  operatorRoleDataSchema,
  replayErasuresDataSchema,
  reprojectDataSchema,
} from '@halobuzz/core/operator';
import type { z } from 'zod';
import { type AdminCommand, adminHelp, parseAdminCommand } from '../admin/admin-options.ts';
import { askAsOperator } from '../admin/operator-client.ts';
import { type OperatorTarget, operatorAccess } from '../admin/operator-target.ts';
import { runStoreCommand } from '../cluster/store-command.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';

/** `npm run admin`: what an operator does without an account. See docs/adr/0012. */
async function run(command: AdminCommand): Promise<number> {
  switch (command.kind) {
    case 'help':
      console.log(adminHelp);
      return 0;
    case 'role': {
      const { username, role, held, reason } = command;
      const { edgeUrl, keys } = operatorAccess(command.target);
      const body = { username, role, held, reason };
      const { accountId, changed } = await askAsOperator(
        edgeUrl,
        keys,
        operatorPaths.roles,
        body,
        operatorRoleDataSchema,
      );
      const done = held ? `is ${role} now` : `is no longer ${role}`;
      console.log(changed ? `${username} (${accountId}) ${done}` : `${username} (${accountId}): nothing to change`);
      return 0;
    }
    case 'reproject':
      return reproject(command.target);
    case 'replay-erasures':
      return replayErasures(command.target);
    case 'switch':
      return runStoreCommand({
        program: 'switch-cli',
        args: command.args,
        stateFolder,
        environment: process.env,
        settingsOf: ({ environments: { migrate, origin } }) => {
          const controlUrl = origin.REDIS_CONTROL_URL;
          return controlUrl === undefined ? migrate : { ...migrate, REDIS_CONTROL_URL: controlUrl };
        },
        needsStores: true,
      });
    case 'stores':
      return runStoreCommand({
        program: 'people-cli',
        args: command.args,
        stateFolder,
        environment: process.env,
        settingsOf: (start) => start.environments.migrate,
        needsStores: true,
      });
    default:
      return command satisfies never;
  }
}

async function reproject(target: OperatorTarget): Promise<number> {
  let [projected, missing] = [0, 0];
  for await (const page of pagesOf(target, operatorPaths.reproject, reprojectDataSchema)) {
    projected += page.projected;
    missing += page.missing;
  }
  console.log(`${projected} accounts are being reported anew; ${missing} known ids have no account any more`);
  return 0;
}

async function replayErasures(target: OperatorTarget): Promise<number> {
  let [replayed, changed] = [0, 0];
  for await (const page of pagesOf(target, operatorPaths.replayErasures, replayErasuresDataSchema)) {
    replayed += page.replayed;
    changed += page.changed;
    if (page.next !== undefined) console.log(`${replayed} erasures replayed so far`);
  }
  console.log(`${replayed} erasures replayed; ${changed} documents, keys and files had come back and are gone again`);
  return 0;
}

/** What the edge does some at a time, one answer after the other; each says where the next piece begins. */
async function* pagesOf<T extends { readonly next?: string | undefined }>(
  target: OperatorTarget,
  path: string,
  data: z.ZodType<T>,
): AsyncGenerator<T> {
  const { edgeUrl, keys } = operatorAccess(target);
  let after: string | undefined;
  do {
    const page = await askAsOperator(edgeUrl, keys, path, after === undefined ? {} : { after }, data);
    after = page.next;
    yield page;
  } while (after !== undefined);
}

try {
  process.exitCode = await run(parseAdminCommand(process.argv.slice(2)));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
