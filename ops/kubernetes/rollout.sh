#!/usr/bin/env bash
# One step of a rollout: STEP (migrate, backends, gateways) of release VERSION to ENVIRONMENT, for gateways up to PERCENT.
# Images are taken by digest, and only if the release workflow signed them. Safe to repeat.
set -euo pipefail
: "${VERSION:?}" "${ENVIRONMENT:?}" "${STEP:?}" "${PERCENT:?}" "${REGISTRY:?}" "${SIGNER:?}"
cd "$(dirname "$0")/overlays/$ENVIRONMENT"
namespace=$(sed -n 's/^namespace: //p' kustomization.yaml)

# Prints the image by digest once its signature is verified.
verified() {
  local digest
  digest=$(docker buildx imagetools inspect "$REGISTRY/$1:$VERSION" --format '{{.Manifest.Digest}}')
  cosign verify --certificate-identity "$SIGNER" --certificate-oidc-issuer https://token.actions.githubusercontent.com \
    "$REGISTRY/$1@$digest" > /dev/null
  echo "$REGISTRY/$1@$digest"
}

case "$STEP" in
  migrate)
    (cd migrate && kustomize edit set image "halobuzz/jobs=$(verified jobs)")
    kubectl --namespace "$namespace" delete job migrate --ignore-not-found --wait
    kubectl apply --kustomize migrate
    kubectl --namespace "$namespace" wait job/migrate --for=condition=complete --timeout=1h
    ;;
  backends)
    kubectl --namespace "$namespace" set image deployment/origin "origin=$(verified origin)"
    kubectl --namespace "$namespace" set image statefulset/ledger "ledger=$(verified ledger)"
    kubectl --namespace "$namespace" rollout status deployment/origin --timeout=15m
    kubectl --namespace "$namespace" rollout status statefulset/ledger --timeout=15m
    ;;
  gateways)
    # The highest numbers take the new version first; those below `partition` keep theirs, whatever restarts.
    image=$(verified gateway)
    replicas=$(kubectl --namespace "$namespace" get statefulset gateway --output jsonpath='{.spec.replicas}')
    partition=$((replicas - (replicas * PERCENT + 99) / 100))
    kubectl --namespace "$namespace" patch statefulset gateway --patch \
      "{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":$partition}}}}"
    kubectl --namespace "$namespace" set image statefulset/gateway "gateway=$image"
    kubectl --namespace "$namespace" rollout status statefulset/gateway --timeout=45m
    ;;
  *)
    echo "STEP is migrate, backends or gateways" >&2
    exit 2
    ;;
esac
