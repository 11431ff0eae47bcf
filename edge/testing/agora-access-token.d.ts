/** The parts of Agora's token reader that a test looks through; the package types its builders only. */
declare module 'agora-token/src/AccessToken2.js' {
  interface Service {
    readonly __channel_name: unknown;
    readonly __uid: unknown;
    readonly __privileges: Record<string, number>;
  }
  const exported: {
    readonly AccessToken2: new (
      appId: string,
      certificate: string,
      issuedAt: number,
      expire: number,
    ) => { readonly services: readonly Service[]; from_string(token: string): boolean };
  };
  export default exported;
}
