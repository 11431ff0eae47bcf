import { useCallback } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';

/** Proof of a deletion, for whoever knows its number. It names nobody. */
export function CertificateScreen({ certificateId }: { readonly certificateId: string }) {
  const words = useWords().privacy.certificate;
  const format = useFormat();
  usePageTitle(words.title);
  const { api } = useServices();
  const fetchCertificate = useCallback(() => api.certificate(certificateId), [api, certificateId]);
  const { load, reload } = useLoad(fetchCertificate, certificateId);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Loaded load={load} reload={reload}>
        {(certificate) => (
          <>
            <Card>
              <Fact name={words.id} value={certificate.id} />
              <Fact name={words.requested} value={format.time(certificate.requestedAt)} />
              <Fact name={words.completed} value={format.time(certificate.completedAt)} />
              <Fact name={words.digest} value={certificate.digest} />
            </Card>
            <Card>
              <AppText kind="heading">{words.steps}</AppText>
              <View>
                {certificate.receipts.map(({ step, store, counts, at }) => (
                  <Fact
                    key={step}
                    name={format.time(at)}
                    value={[
                      `${store}: ${step}`,
                      ...Object.entries(counts).map(([what, count]) => `${what} ${count}`),
                    ].join(' · ')}
                  />
                ))}
              </View>
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}
