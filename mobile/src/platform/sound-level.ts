/** Where silence ends and the top is, decibels below full scale. */
const FLOOR_DB = -60;
const SAMPLES = 1_024;

/** How loud a stream is, 0 to 1 on a scale of decibels, as ears have it. Without it where the browser cannot say. */
export function soundLevel(stream: MediaStream): {
  readonly level: (() => number) | undefined;
  readonly close: () => void;
} {
  if (typeof AudioContext === 'undefined' || stream.getAudioTracks().length === 0) {
    return { level: undefined, close: () => undefined };
  }
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = SAMPLES;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(SAMPLES);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    close: () => void context.close(),
  };
}

/** The root mean square of samples on a scale of decibels. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB));
}
