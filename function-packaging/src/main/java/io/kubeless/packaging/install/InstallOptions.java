package io.kubeless.packaging.install;

import java.time.Duration;

/**
 * The options of an installation.
 *
 * @param adopt whether definitions that something else has created are replaced
 * @param force whether fields of other managers are taken over
 * @param patience maximum time until the pods are ready; if zero, they are not awaited
 */
public record InstallOptions(boolean adopt, boolean force, Duration patience) {}
