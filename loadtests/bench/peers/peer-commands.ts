/** What every server that we are measured against does when told. Events go to all viewers of a room. */
export type PeerCommands = {
  readonly listen: { readonly args: { readonly redisUrl: string }; readonly answer: { readonly port: number } };
  readonly publish: {
    readonly args: {
      readonly rooms: number;
      /** Over all rooms, which take turns. */
      readonly perSecond: number;
      readonly seconds: number;
      readonly bytes: number;
    };
    readonly answer: { readonly sent: number };
  };
};
