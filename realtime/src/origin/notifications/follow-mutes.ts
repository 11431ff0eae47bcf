/** Hosts whom somebody follows and does not want to be notified of. */
export interface FollowMutes {
  /** Undefined: they do not follow them. */
  isMuted(follower: string, host: string): Promise<boolean | undefined>;
  /** False: they do not follow them. */
  setMuted(follower: string, host: string, muted: boolean): Promise<boolean>;
}
