import { z } from 'zod';

const said = z.string().trim().min(1).max(200);

/** Who answers for people's data, as the legal documents name them (Art. 13(1)(a) and (b) GDPR). */
export const controllerName = said;
/** Of one line: street, town, country. */
export const controllerAddress = said;
export const privacyContact = z.email().max(200);
export const dataProtectionOfficer = said;
export const euRepresentative = said;

interface ControllerSettings {
  readonly CONTROLLER_NAME?: string | undefined;
  readonly CONTROLLER_ADDRESS?: string | undefined;
  readonly PRIVACY_CONTACT?: string | undefined;
  readonly DATA_PROTECTION_OFFICER?: string | undefined;
  readonly EU_REPRESENTATIVE?: string | undefined;
}

/** What fills the braces of the legal documents; a line that names something absent is left out. */
export interface ControllerDetails {
  readonly controllerName: string;
  readonly controllerAddress: string;
  readonly privacyContact: string;
  readonly dataProtectionOfficer: string | undefined;
  readonly euRepresentative: string | undefined;
}

/** Without these nobody may be asked for data: [variable, what is wrong], in production. */
export function controllerProblems(settings: ControllerSettings): (readonly [string, string])[] {
  const needed = ['CONTROLLER_NAME', 'CONTROLLER_ADDRESS', 'PRIVACY_CONTACT'] as const;
  return needed.flatMap((name) => (settings[name] === undefined ? [[name, 'must be set in production'] as const] : []));
}

export function controllerOf(settings: ControllerSettings): ControllerDetails {
  return {
    controllerName: settings.CONTROLLER_NAME ?? 'HaloBuzz development',
    controllerAddress: settings.CONTROLLER_ADDRESS ?? 'on this machine',
    privacyContact: settings.PRIVACY_CONTACT ?? 'privacy@example.com',
    dataProtectionOfficer: settings.DATA_PROTECTION_OFFICER,
    euRepresentative: settings.EU_REPRESENTATIVE,
  };
}
