/** What a room's state begins with; see `RoomScripts.createRoom`. */
export interface NewRoom {
  /** Account id, name as shown, and subject of the host. */
  readonly host: string;
  readonly hostName: string;
  readonly hostSubject: string;
  readonly title: string;
  readonly category: string;
  readonly country: string;
  readonly region: string;
  readonly startedAtMs: number;
  /** JSON of the room's door, its version, and 1 to hide who watches; see room-door-scripts.ts. Absent: open. */
  readonly privacy?: string;
  readonly door?: number;
  readonly hideViewers?: 0 | 1;
}
