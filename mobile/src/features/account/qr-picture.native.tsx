import { View } from 'react-native';
import { SvgXml } from 'react-native-svg';

/** The QR code that the edge drew, always dark on white. */
export function QrPicture({
  svg,
  label,
  size,
}: {
  readonly svg: string;
  readonly label: string;
  readonly size: number;
}) {
  return (
    <View role="img" aria-label={label} style={{ backgroundColor: '#ffffff' }}>
      <SvgXml xml={svg} width={size} height={size} />
    </View>
  );
}
