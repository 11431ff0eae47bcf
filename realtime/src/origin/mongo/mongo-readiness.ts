import type { MongoClient, TopologyDescriptionChangedEvent } from 'mongodb';
import type { ReadinessCheck } from '../../observability/readiness.ts';

/** Follows what the driver's monitors see of the replica set. Call it with a connected client. */
export function watchMongo(client: MongoClient): ReadinessCheck {
  let primary = true;
  client.on('topologyDescriptionChanged', (event: TopologyDescriptionChangedEvent) => {
    primary = [...event.newDescription.servers.values()].some(
      (server) => server.type === 'RSPrimary' || server.type === 'Standalone' || server.type === 'Mongos',
    );
  });
  return () => (primary ? undefined : 'no primary');
}
