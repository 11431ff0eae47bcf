import type { Catalogue } from '../catalogue.ts';

export const ended: Catalogue['ended'] = {
  title: 'प्रसारण ख़त्म हो गया',
  byHost: 'होस्ट ने इसे ख़त्म किया।',
  hostLost: 'होस्ट का कनेक्शन टूट गया।',
  moderation: 'इसे मॉडरेशन ने बंद किया।',
  duration: 'अवधि',
  peak: 'एक साथ सबसे ज़्यादा दर्शक',
  unique: 'कुल दर्शक',
  likes: 'लाइक',
  gifts: 'गिफ़्ट',
  coins: 'कॉइन',
  diamonds: 'कमाए डायमंड',
  notFinal: 'हिसाब पूरा हो रहा है, अभी बढ़ सकता है।',
  top: 'सबसे ज़्यादा गिफ़्ट देने वाले',
};
