import type { OpenCardForm } from './card-form-port.ts';

/**
 * Stripe's Payment Element. Its library is fetched from Stripe when somebody pays and not before, as its terms want it, and
 * without following people over the pages of the app.
 */
export const openCardForm: OpenCardForm | undefined = async (ask) => {
  try {
    const { loadStripe } = await import('@stripe/stripe-js/pure');
    loadStripe.setLoadParameters({ advancedFraudSignals: false });
    const stripe = await loadStripe(ask.publishableKey);
    if (stripe === null) return undefined;
    const { colors } = ask;
    const elements = stripe.elements({
      clientSecret: ask.clientSecret,
      appearance: {
        theme: ask.dark ? 'night' : 'stripe',
        variables: {
          colorPrimary: colors.accent,
          colorBackground: colors.surface,
          colorText: colors.text,
          colorDanger: colors.danger,
          borderRadius: '12px',
        },
      },
    });
    const form = elements.create('payment', { layout: 'tabs' });
    const ready = new Promise<boolean>((resolve) => {
      form.on('ready', () => resolve(true));
      form.on('loaderror', () => resolve(false));
    });
    form.mount(ask.place);
    if (!(await ready)) {
      form.destroy();
      return undefined;
    }
    return {
      confirm: async (returnUrl) => {
        const { error, paymentIntent } = await stripe
          .confirmPayment({ elements, confirmParams: { return_url: returnUrl }, redirect: 'if_required' })
          .catch(() => ({ error: { type: 'api_connection_error', message: undefined }, paymentIntent: undefined }));
        if (error === undefined) {
          const moved = paymentIntent?.status === 'succeeded' || paymentIntent?.status === 'processing';
          return moved ? { kind: 'paid' } : { kind: 'unknown' };
        }
        if (error.type === 'validation_error') return { kind: 'incomplete' };
        if (error.type !== 'card_error') return { kind: 'unknown' };
        return error.message === undefined ? { kind: 'declined' } : { kind: 'declined', said: error.message };
      },
      close: () => form.destroy(),
    };
  } catch {
    return undefined;
  }
};
