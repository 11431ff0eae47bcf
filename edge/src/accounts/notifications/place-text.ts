const BROWSERS = [
  [/HaloBuzz\//, 'the HaloBuzz app'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad|iOS/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;
const DEVICE_NAME_CHARS_MAX = 40;
const UNKNOWN_DEVICE = 'an unknown device';

export interface PlaceParts {
  readonly deviceName: string;
  readonly userAgent: string;
  readonly ipAddress: string;
  readonly country: string;
}

/**
 * Where something was done, for a mail: "Asha phone (Firefox on Android), Nepal, 203.0.113.7". Device name and user agent
 * are the caller's own words, and the caller may be a thief who writes to the owner through us: the agent is named from
 * fixed lists, and the device's name keeps letters, digits and spaces only, so no address in it can be clicked.
 */
export function placeText(parts: PlaceParts): string {
  const name = parts.deviceName
    .replace(/[^\p{L}\p{M}\p{N} -]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, DEVICE_NAME_CHARS_MAX);
  const agent = agentText(parts.userAgent);
  return [deviceText(name, agent), countryText(parts.country), parts.ipAddress]
    .filter((part) => part !== '')
    .join(', ');
}

function deviceText(name: string, agent: string): string {
  if (name === '') return agent === '' ? UNKNOWN_DEVICE : agent;
  return agent === '' ? name : `${name} (${agent})`;
}

/** Empty where nothing was said, or it was forgotten. */
function agentText(userAgent: string): string {
  if (userAgent === '') return '';
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (browser === undefined) return system === undefined ? UNKNOWN_DEVICE : `an unknown app on ${system}`;
  return system === undefined ? browser : `${browser} on ${system}`;
}

function countryText(country: string): string {
  // XX is our own "unknown" (routing/country.ts).
  if (country === 'XX' || !/^[A-Z]{2}$/.test(country)) return '';
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(country) ?? country;
}
