import { optionalOption, urlSetting } from '../../config-option.ts';
import { inTheClearBeyondLoopback } from '../../in-the-clear.ts';

/** Pictures as the origin takes them. */
export const imageOptions = {
  imageScanUrl: optionalOption(
    'IMAGE_SCAN_URL',
    urlSetting('http', 'https'),
    'address of a clamav-rest service that every picture is shown to first; absent: none is',
    { inTheClear: inTheClearBeyondLoopback },
  ),
} as const;
