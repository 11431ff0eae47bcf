#!/usr/bin/env bash
# Takes PART (gateway, origin, ledger) of ENVIRONMENT back to the version before, all of it, and waits until it runs.
set -euo pipefail
: "${ENVIRONMENT:?}" "${PART:?}" "${REASON:?}"
namespace=$(sed -n 's/^namespace: //p' "$(dirname "$0")/overlays/$ENVIRONMENT/kustomization.yaml")
kind=statefulset
if [ "$PART" = origin ]; then kind=deployment; fi
if [ "$PART" = gateway ]; then
  # A rollout that stopped half way goes back whole.
  kubectl --namespace "$namespace" patch statefulset gateway --patch \
    '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":0}}}}'
fi
kubectl --namespace "$namespace" rollout undo "$kind/$PART"
kubectl --namespace "$namespace" annotate "$kind/$PART" "kubernetes.io/change-cause=rollback: $REASON" --overwrite
kubectl --namespace "$namespace" rollout status "$kind/$PART" --timeout=45m
