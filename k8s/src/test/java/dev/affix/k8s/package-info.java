/** Holds the Kustomize manifests to the code they run and to the Kubernetes and Strimzi models. */
@NullMarked
package dev.affix.k8s;

import org.jspecify.annotations.NullMarked;
