package io.kubeless.packaging.cluster;

import java.time.Duration;

/**
 * What a person allows and asks for.
 *
 * @param adopt whether objects that somebody else made are taken over
 * @param force whether fields that somebody else set are taken over
 * @param switchTarget whether the other target's objects are deleted first
 * @param restart whether pods are replaced although nothing changed
 * @param patience how long to wait for the pods; zero not to wait
 */
public record DeployOptions(
    boolean adopt, boolean force, boolean switchTarget, boolean restart, Duration patience) {}
