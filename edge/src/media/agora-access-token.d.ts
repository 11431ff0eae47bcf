/** The token writer inside agora-token, which types its builders only: these take no time, no salt, and grant more than we want. */
declare module 'agora-token/src/AccessToken2.js' {
  class Service {
    /** `expire`: seconds from the token's issue. */
    add_privilege(privilege: number, expire: number): void;
  }
  class AccessToken2 {
    /** `issuedAt`: seconds since 1970; `expire`: seconds from then. */
    constructor(appId: string, certificate: string, issuedAt: number, expire: number);
    salt: number;
    add_service(service: Service): void;
    /** Empty text when App ID or certificate are none. */
    build(): string;
  }
  class ServiceRtc extends Service {
    constructor(channel: string, account: string);
    static readonly kPrivilegeJoinChannel: number;
    static readonly kPrivilegePublishAudioStream: number;
    static readonly kPrivilegePublishVideoStream: number;
    static readonly kPrivilegePublishDataStream: number;
  }
  class ServiceRtm extends Service {
    constructor(userId: string);
    static readonly kPrivilegeLogin: number;
  }
  const exported: {
    readonly AccessToken2: typeof AccessToken2;
    readonly ServiceRtc: typeof ServiceRtc;
    readonly ServiceRtm: typeof ServiceRtm;
  };
  export default exported;
}
