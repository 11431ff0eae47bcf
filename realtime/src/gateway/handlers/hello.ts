import type { CloseErrorCode } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import type { Hello } from '@halobuzz/core/protocol/messages/hello';
import type { EnterResult, RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import { authenticate } from '../auth/authenticate.ts';
import type { Identity } from '../auth/identity.ts';
import type { Connection } from '../connection/connection.ts';
import type { Joined } from '../connection/connection-state.ts';
import { termEndsAtMs } from '../connection/socket-term.ts';
import { tellPausedTo } from '../control/tell-paused.ts';
import { boundedRecovery } from '../rooms/bounded-recovery.ts';
import { type CaughtUp, entriesOf, type Room } from '../rooms/room.ts';
import type { RoomEntry } from '../rooms/room-entry.ts';
import type { Admission, RoomMember } from '../rooms/room-member.ts';
import type { RoomLease } from '../rooms/room-registry.ts';
import { barredCodeOf } from '../rooms/room-standings.ts';
import type { SharedView, SnapshotTurn } from '../rooms/shared-snapshot.ts';
import type { GatewayServices } from '../services.ts';
import { eventsFrame, welcomeFrame } from '../transport/frames.ts';
import type { SocketPort } from '../transport/socket-port.ts';
import { leaveRoom } from './leave.ts';
import { welcomeBody } from './welcome.ts';

/** A wallet that is slower than this does not hold up a join: the welcome then comes without a balance. */
const balanceWaitMs = 300;

/**
 * Lets a socket into its room: authenticates, subscribes, joins in the store, then, in one moment, sends the welcome and
 * what was missed and puts the socket among those who hear what comes next. `onJoined` is called in that moment.
 * Resolves with the code to refuse with, or undefined.
 */
export async function join(
  services: GatewayServices,
  connection: Connection,
  hello: Hello,
  version: number,
  onJoined: (joined: Joined) => void,
): Promise<CloseErrorCode | undefined> {
  const refusal = services.refusesHellos();
  if (refusal !== undefined) return refusal;
  const auth = await authenticate(services.auth, hello, services.clock());
  if (!auth.ok) return auth.code;
  const { identity } = auth;
  // No index finds a socket before it has joined: what was revoked meanwhile must be asked for in that moment.
  const revokedSince = (): CloseErrorCode | undefined => services.auth.revokedAs(identity, auth.issuedAtMs);
  let lease: RoomLease;
  try {
    lease = await services.rooms.open(identity.room);
  } catch (err) {
    services.log.warn({ err, room: identity.room }, 'a room could not be subscribed');
    return 'server_error';
  }
  let entered = false;
  let stays = false;
  try {
    const balance = balanceInTime(services, identity);
    const { room } = lease;
    const mark = room.standings.mark;
    // What this room's people did to them since is to be asked in that moment, too.
    const sentAwaySince = (): CloseErrorCode | undefined =>
      identity.role === 'viewer' ? room.standings.sentAwayAs(identity.account, mark) : undefined;
    const doorMark = room.door.mark;
    const movedSince = (): CloseErrorCode | undefined =>
      identity.role === 'viewer' && room.door.mark !== doorMark ? 'admission_expired' : undefined;
    const refusedSince = (): CloseErrorCode | undefined => revokedSince() ?? sentAwaySince() ?? movedSince();
    // One who resumes needs the state as of the moment up to which events were recovered: that one is not shared.
    const turn = hello.point === undefined ? room.snapshots.turn(services.clock()) : undefined;
    const answer = await enter(services, room, identity, hello.point, turn);
    if (answer.kind === 'banned' || answer.kind === 'kicked') return barredCodeOf(answer.kind);
    if (answer.kind === 'moved') return 'admission_expired';
    if (answer.kind !== 'ok') return answer.kind === 'ended' ? 'room_ended' : 'room_not_found';
    entered = true;
    services.touched.touch(lease.room.id);
    room.standings.learn(identity.account, answer);
    let view = await viewOf(room, answer.snapshot, turn);
    if (view === undefined) return 'room_not_found';
    if (room.audience.size === 0) room.viewers = services.nodes.sum(view.snapshot.nodes, 1);
    room.learn(view.snapshot);
    if (identity.account === room.facts?.host) services.background('deadline', services.deadlines.extend(room.id));
    const amount = await balance;
    let recovered = boundedRecovery(answer.recovered);
    for (let attempt = 0; attempt < limits.joinTriesMax; attempt += 1) {
      let told = false;
      const shown = view;
      await room.catchUp(shown.snapshot, undefined, (caughtUp) => {
        if (caughtUp.events === undefined || !isIn(connection, 'joining') || refusedSince() !== undefined) return;
        told = true;
        const missed =
          recovered === undefined || hello.point === undefined ? undefined : entriesOf(recovered, hello.point);
        // The room's own id: a copy of it for each viewer would stay as long as they do.
        // What was decided about the account since the token was made is known here, in this very moment, too.
        const restrictions = services.restrictions.of(identity.account, identity.restrictions);
        const admitted: Identity = {
          ...identity,
          room: room.id,
          ...(restrictions === undefined ? {} : { restrictions }),
        };
        const member = new JoinedMember(services, connection, admitted, version);
        const joined: Joined = {
          kind: 'joined',
          identity: admitted,
          version,
          helloId: hello.id,
          lease,
          member,
          endsAtMs: termEndsAtMs(identity, services.clock(), Math.random()),
          resumeIssuedAtMs: services.clock(),
        };
        makeRoomFor(lease, identity);
        onJoined(joined);
        stays = true;
        connection.socket.cork(() => sendWelcome(services, connection, joined, shown, missed, caughtUp, amount));
        // A welcome can be the end of a reader that was too slow already.
        if (isIn(connection, 'joined')) room.audience.add(member);
      });
      if (told || !isIn(connection, 'joining')) return undefined;
      const refused = refusedSince();
      if (refused !== undefined) return refused;
      const [standing] = (await room.scripts.rules.standings(room.id, [identity.account])) ?? [];
      if (standing?.barred !== undefined && identity.role === 'viewer') return barredCodeOf(standing.barred);
      const fresh = await room.scripts.readRoom(room.id);
      if (fresh.kind !== 'ok') return 'room_not_found';
      view = { snapshot: fresh.snapshot, chatSince: [] };
      recovered = undefined;
    }
    return 'resync_required';
  } finally {
    if (!stays) {
      if (entered) services.background('leave', leaveRoom(services, lease.room, identity));
      lease.release();
    }
  }
}

async function enter(
  services: GatewayServices,
  room: Room,
  { account, name, role, door }: Identity,
  point: Hello['point'],
  turn: SnapshotTurn | undefined,
): Promise<EnterResult> {
  const who = { id: account, name };
  const events = { joined: encode({ t: 'joined', who }), entered: encode({ t: 'entered', who }) };
  const person = { account, name, admin: role === 'admin', door };
  try {
    const wantsSnapshot = turn?.kind !== 'share';
    const answer = await room.scripts.enter(room.id, services.node.field, person, events, point, wantsSnapshot);
    if (turn?.kind === 'ask') turn.settle(answer.kind === 'ok' ? answer.snapshot : undefined);
    return answer;
  } catch (error) {
    if (turn?.kind === 'ask') turn.settle(undefined);
    services.repair.unsure(room.id);
    throw error;
  }
}

/** The room as it is shown to this newcomer; undefined when the store no longer has it. */
async function viewOf(
  room: Room,
  own: RoomSnapshot | undefined,
  turn: SnapshotTurn | undefined,
): Promise<SharedView | undefined> {
  if (own !== undefined) return { snapshot: own, chatSince: [] };
  const shared = turn?.kind === 'share' ? await turn.view : undefined;
  if (shared !== undefined) return shared;
  const read = await room.scripts.readRoom(room.id);
  return read.kind === 'ok' ? { snapshot: read.snapshot, chatSince: [] } : undefined;
}

/** The state changes behind calls and awaits, which narrowing does not see. */
function isIn(connection: Connection, kind: Connection['state']['kind']): boolean {
  return connection.state.kind === kind;
}

/** A user's oldest sockets in the room make place for the new one. */
function makeRoomFor(lease: RoomLease, identity: Identity): void {
  const own = lease.room.audience.socketsOf(identity.account);
  for (const oldest of own.slice(0, Math.max(0, own.length - limits.socketsPerAccountRoomMax + 1))) {
    oldest.close('replaced');
  }
}

/** A joined socket as its room sees it. A class: every viewer has one, and closures cost three times as much. */
class JoinedMember implements RoomMember {
  readonly #services: GatewayServices;
  readonly #connection: Connection;
  readonly #identity: Identity;
  readonly version: number;

  constructor(services: GatewayServices, connection: Connection, identity: Identity, version: number) {
    this.#services = services;
    this.#connection = connection;
    this.#identity = identity;
    this.version = version;
  }

  get account(): string {
    return this.#identity.account;
  }

  get name(): string {
    return this.#identity.name;
  }

  get admin(): boolean {
    return this.#identity.role === 'admin';
  }

  get admission(): Admission {
    return this.#identity;
  }

  staysAt(doorVersion: number): void {
    // This socket's alone: its later resume tokens are made of it, and the one that its client holds opens no more.
    this.#identity.door = doorVersion;
    const { state } = this.#connection;
    if (state.kind === 'joined') state.resumeIssuedAtMs = 0;
  }

  get socket(): SocketPort {
    return this.#connection.socket;
  }

  close(code: CloseErrorCode): void {
    this.#connection.close(code);
  }

  resync(snapshot: RoomSnapshot): void {
    const { state } = this.#connection;
    if (state.kind !== 'joined') return;
    const at = { epoch: snapshot.epoch, offset: snapshot.offset };
    const view = { snapshot, chatSince: [] };
    sendWelcome(this.#services, this.#connection, state, view, undefined, { events: [], at }, undefined);
  }
}

/**
 * The welcome, then the events behind it. With `missed` the client's own state still holds and one recovery frame brings
 * everything behind its point; without, the snapshot is the whole state and only what happened since follows.
 */
function sendWelcome(
  services: GatewayServices,
  connection: Connection,
  joined: Joined,
  view: SharedView,
  missed: readonly RoomEntry[] | undefined,
  caughtUp: CaughtUp,
  balance: bigint | undefined,
): void {
  const nowMs = services.clock();
  const resume = services.auth.resumeTokens.seal(joined.identity, nowMs);
  joined.resumeIssuedAtMs = nowMs;
  const { snapshot } = view;
  const { room } = joined.lease;
  // The snapshot's count of this node may be a moment old, and without this very socket.
  const here = room.audience.size + (room.audience.has(joined.member) ? 0 : 1);
  const welcome = welcomeBody({
    view,
    identity: joined.identity,
    helloId: joined.helloId,
    version: joined.version,
    connection: connection.id,
    recovered: missed !== undefined,
    resume,
    viewers: services.nodes.sum(snapshot.nodes, here),
    balance,
    standing: room.standings.of(joined.identity.account),
    notices: room.notices.shownTo(joined.identity.account, snapshot.state),
  });
  connection.send(welcomeFrame(joined.version, welcome, snapshot, nowMs), 'welcome');
  const events = [...(missed ?? []), ...(caughtUp.events ?? [])];
  const frame = eventsFrame({
    version: joined.version,
    epoch: snapshot.epoch,
    firstOffset: events[0]?.offset ?? 0,
    reliable: events,
    lossy: [],
    recovered: missed !== undefined,
    nowMs,
  });
  if (frame !== undefined) connection.send(frame.bytes, 'events');
  tellPausedTo(connection, services.switches, nowMs);
}

async function balanceInTime(services: GatewayServices, identity: Identity): Promise<bigint | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), balanceWaitMs);
  });
  try {
    return await Promise.race([services.wallet.balance(identity.subject), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
