import type { Catalogue } from '../catalogue.ts';

export const failure: Catalogue['failure'] = {
  network: 'HaloBuzz से संपर्क नहीं हो पाया। अपना नेटवर्क जाँचें और फिर से कोशिश करें।',
  unreadable: 'HaloBuzz का जवाब इस ऐप को समझ नहीं आया। कृपया बाद में फिर से कोशिश करें।',
};
