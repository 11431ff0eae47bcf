import type { RegionsData } from '@halobuzz/core/api/regions';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';

/** Where the broadcast will open, why there, and how the regions are. */
export function RegionCard({ data }: { readonly data: RegionsData }) {
  const { live: words } = useWords();
  const placeOf = (region: string): string => data.regions.find((one) => one.region === region)?.place ?? region;
  return (
    <Card>
      <AppText kind="heading">{words.region}</AppText>
      <AppText>{words.regionOpens(placeOf(data.region))}</AppText>
      {data.region === data.homeRegion ? null : <AppText>{words.regionElsewhere(placeOf(data.homeRegion))}</AppText>}
      <View style={styles.facts}>
        {data.regions.map(({ region, place, state, loadPercent }) => (
          <Fact
            key={region}
            name={place}
            value={[
              words.regionStates[state],
              ...(loadPercent === undefined ? [] : [words.regionLoad(loadPercent)]),
            ].join(', ')}
          />
        ))}
      </View>
      <AppText kind="small" color="muted">
        {data.reason}
      </AppText>
    </Card>
  );
}

const styles = StyleSheet.create({ facts: { gap: space.xs } });
