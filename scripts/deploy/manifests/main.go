// Builds every kustomization of ops/kubernetes, decodes what comes out into Kubernetes' own types (a field that they do not
// know is an error, as is a kind that is not in the list), and loads the compose file by the loader that docker compose uses.
// `npm run ops -- manifests` runs it; it needs no cluster and no container engine.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// Kinds that are decoded strictly, by apiVersion/kind.
var kinds = map[string]func() any{
	"v1/Namespace":                           func() any { return &corev1.Namespace{} },
	"v1/Service":                             func() any { return &corev1.Service{} },
	"v1/ServiceAccount":                      func() any { return &corev1.ServiceAccount{} },
	"v1/ConfigMap":                           func() any { return &corev1.ConfigMap{} },
	"apps/v1/Deployment":                     func() any { return &appsv1.Deployment{} },
	"apps/v1/StatefulSet":                    func() any { return &appsv1.StatefulSet{} },
	"batch/v1/Job":                           func() any { return &batchv1.Job{} },
	"policy/v1/PodDisruptionBudget":          func() any { return &policyv1.PodDisruptionBudget{} },
	"autoscaling/v2/HorizontalPodAutoscaler": func() any { return &autoscalingv2.HorizontalPodAutoscaler{} },
	"networking.k8s.io/v1/NetworkPolicy":     func() any { return &networkingv1.NetworkPolicy{} },
}

// Kinds of operators that may be installed: no Go types of theirs are worth their weight here. Only these are let through.
var foreign = map[string]bool{"external-secrets.io/v1/ExternalSecret": true}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: manifests <root of the repository> [folder to write what was built to]")
		os.Exit(2)
	}
	root := os.Args[1]
	failed := false
	for _, name := range []string{"overlays/staging", "overlays/production", "overlays/staging/migrate", "overlays/production/migrate", "external-secrets"} {
		count, err := check(filepath.Join(root, "ops/kubernetes", name), name)
		if err != nil {
			failed = true
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
			continue
		}
		fmt.Printf("%s: %d objects\n", name, count)
	}
	if services, err := compose(filepath.Join(root, "ops/compose/compose.yaml")); err != nil {
		failed = true
		fmt.Fprintf(os.Stderr, "compose: %v\n", err)
	} else {
		fmt.Printf("compose: %d services\n", services)
	}
	if failed {
		os.Exit(1)
	}
}

func check(folder, name string) (int, error) {
	options := krusty.MakeDefaultOptions()
	// `kubectl apply -k` refuses files from outside of a kustomization; so does this.
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	built, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return 0, err
	}
	for _, resource := range built.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return 0, err
		}
		key := resource.GetGvk().ApiVersion() + "/" + resource.GetKind()
		if foreign[key] {
			continue
		}
		make, known := kinds[key]
		if !known {
			return 0, fmt.Errorf("%s %s: this kind is not checked", key, resource.GetName())
		}
		if err := yaml.UnmarshalStrict(text, make()); err != nil {
			return 0, fmt.Errorf("%s %s: %w", key, resource.GetName(), err)
		}
	}
	if len(os.Args) > 2 {
		text, err := built.AsYaml()
		if err != nil {
			return 0, err
		}
		file := filepath.Join(os.Args[2], filepath.FromSlash(name)+".yaml")
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return 0, err
		}
		if err := write(file, text); err != nil {
			return 0, err
		}
	}
	return built.Size(), nil
}

func write(file string, text []byte) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, bytes.NewReader(text))
	return err
}

func compose(file string) (int, error) {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithEnv([]string{"HALOBUZZ_VERSION=v0", "SITE=halobuzz.test"}))
	if err != nil {
		return 0, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return 0, err
	}
	return len(project.Services), nil
}
