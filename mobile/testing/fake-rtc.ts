import type { MediaGrant, OpenRtc, RtcOptions, RtcReading } from '../src/media/rtc.ts';

/** Media without an engine: the test plays publishers and line. */
export class FakeRtc {
  /** What was asked of the engine, in order. */
  readonly calls: string[] = [];
  options: RtcOptions | undefined;
  /** Sessions that are open. */
  sessions = 0;
  #fails = false;
  #listener: ((reading: RtcReading) => void) | undefined;

  /** Whether the next join is refused. */
  set fails(fails: boolean) {
    this.#fails = fails;
  }

  readonly open: OpenRtc = async (grant: MediaGrant, options: RtcOptions) => {
    this.calls.push(`join ${grant.channel} ${grant.role}`);
    if (this.#fails) throw new Error('no such app');
    this.sessions += 1;
    this.options = options;
    const note = async (call: string): Promise<void> => {
      this.calls.push(call);
    };
    return {
      encode: (step) => note(`encode ${step.level}`),
      receive: (stream) => note(`receive ${stream}`),
      renew: (fresh) => note(`renew ${fresh.token}`),
      setMicrophone: (on) => note(`microphone ${on}`),
      setCamera: (on) => note(`camera ${on}`),
      hear: (on) => void note(`hear ${on}`),
      onReading: (listener) => {
        this.#listener = listener;
        return () => {
          this.#listener = undefined;
        };
      },
      leave: async () => {
        this.sessions -= 1;
        await note('leave');
      },
    };
  };

  /** The engine tells how its line is. */
  read(reading: RtcReading): void {
    this.#listener?.(reading);
  }
}
