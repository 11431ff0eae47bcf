import type { CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent, MongoClient } from 'mongodb';
import { requestScope } from './request-scope.ts';
import type { OpenSpan, Tracing } from './tracing.ts';

/** Commands of one client that are traced at the same time; more go without spans. */
const underWayMax = 1_000;

/** What a driver does by itself, or for the whole connection. */
const unseen: ReadonlySet<string> = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'saslStart', 'saslContinue']);

/**
 * A span for each command that a traced request sends to MongoDB: its name, database and collection, never what it asks. The
 * client must have been made with `monitorCommands`.
 */
export function traceMongo(client: MongoClient, tracing: Tracing): void {
  const underWay = new Map<number, OpenSpan>();
  client.on('commandStarted', (event: CommandStartedEvent) => {
    const trace = requestScope()?.trace;
    if (trace?.sampled !== true || underWay.size >= underWayMax || unseen.has(event.commandName)) return;
    const { requestId, commandName, databaseName, command } = event;
    const named: unknown = command[commandName === 'getMore' ? 'collection' : commandName];
    const collection = typeof named === 'string' ? named : undefined;
    const spec = {
      name: collection === undefined ? commandName : `${commandName} ${collection}`,
      kind: 'client',
      attributes: {
        'db.system.name': 'mongodb',
        'db.namespace': databaseName,
        'db.operation.name': commandName,
        ...(collection === undefined ? {} : { 'db.collection.name': collection }),
      },
    } as const;
    underWay.set(requestId, tracing.begin(spec, trace));
  });
  const over = (requestId: number, failed?: string): void => {
    underWay.get(requestId)?.end({ failed });
    underWay.delete(requestId);
  };
  client.on('commandSucceeded', ({ requestId }: CommandSucceededEvent) => over(requestId));
  client.on('commandFailed', ({ requestId, failure }: CommandFailedEvent) => over(requestId, failure.name));
}
