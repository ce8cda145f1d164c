package io.kubeless.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.RepositoryPolicy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.jspecify.annotations.Nullable;

/**
 * The settings of Maven.
 *
 * @param file where they are; absent for the defaults
 */
record MavenSettings(Settings settings, Optional<Path> file) {
  private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

  /**
   * Reads {@code settings.xml} of the first of the mounted Secrets that contains it.
   *
   * @param secrets a directory with a directory for each Secret
   */
  static MavenSettings read(Path secrets) throws IOException, Failure {
    Optional<Path> file = find(secrets);
    if (file.isEmpty()) {
      return new MavenSettings(new Settings(), file);
    }
    Properties properties = new Properties();
    properties.putAll(System.getProperties());
    System.getenv().forEach((name, value) -> properties.setProperty("env." + name, value));
    try {
      Settings settings =
          new DefaultSettingsBuilderFactory()
              .newInstance()
              .build(
                  new DefaultSettingsBuildingRequest()
                      .setUserSettingsFile(file.get().toFile())
                      .setSystemProperties(properties))
              .getEffectiveSettings();
      return new MavenSettings(settings, file);
    } catch (SettingsBuildingException e) {
      List<String> lines = new ArrayList<>();
      e.getProblems()
          .forEach(
              each ->
                  lines.add(
                      file.get()
                          + ":"
                          + Math.max(each.getLineNumber(), 1)
                          + ": "
                          + each.getMessage()));
      throw new Failure(lines);
    }
  }

  private static Optional<Path> find(Path secrets) throws IOException {
    if (!Files.isDirectory(secrets)) {
      return Optional.empty();
    }
    try (Stream<Path> directories = Files.list(secrets)) {
      return directories
          .sorted()
          .map(each -> each.resolve("settings.xml"))
          .filter(Files::isRegularFile)
          .findFirst();
    }
  }

  /** Applies mirrors, proxies and logins. */
  void configure(DefaultRepositorySystemSession session) throws Failure {
    session.setOffline(settings.isOffline());
    DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
    for (Mirror each : settings.getMirrors()) {
      mirrors.add(
          each.getId(),
          each.getUrl(),
          each.getLayout(),
          false,
          each.isBlocked(),
          each.getMirrorOf(),
          each.getMirrorOfLayouts());
    }
    session.setMirrorSelector(mirrors);
    DefaultProxySelector proxies = new DefaultProxySelector();
    for (Proxy each : settings.getProxies()) {
      if (each.isActive()) {
        AuthenticationBuilder login = new AuthenticationBuilder();
        login.addUsername(each.getUsername()).addPassword(each.getPassword());
        proxies.add(
            new org.eclipse.aether.repository.Proxy(
                each.getProtocol(), each.getHost(), each.getPort(), login.build()),
            each.getNonProxyHosts());
      }
    }
    session.setProxySelector(proxies);
    DefaultAuthenticationSelector logins = new DefaultAuthenticationSelector();
    for (Server each : settings.getServers()) {
      if (each.getPassword() != null && each.getPassword().matches("\\{.*}")) {
        throw new Failure(
            file.map(Path::toString).orElse("settings.xml")
                + ": the password of server "
                + each.getId()
                + " is encrypted, and its key is not in the cluster: use a plain one, as the Secret"
                + " protects it");
      }
      logins.add(
          each.getId(),
          new AuthenticationBuilder()
              .addUsername(each.getUsername())
              .addPassword(each.getPassword())
              .build());
    }
    session.setAuthenticationSelector(logins);
  }

  /** Returns the repositories of the active profiles, and Maven Central last. */
  List<RemoteRepository> repositories() {
    List<RemoteRepository> repositories = new ArrayList<>();
    for (Profile profile : settings.getProfiles()) {
      boolean active =
          settings.getActiveProfiles().contains(profile.getId())
              || (profile.getActivation() != null && profile.getActivation().isActiveByDefault());
      if (active) {
        profile.getRepositories().forEach(each -> repositories.add(repository(each)));
      }
    }
    if (repositories.stream().noneMatch(each -> each.getId().equals("central"))) {
      repositories.add(
          new RemoteRepository.Builder("central", "default", CENTRAL)
              .setSnapshotPolicy(new org.eclipse.aether.repository.RepositoryPolicy(false, "", ""))
              .build());
    }
    return repositories;
  }

  private static RemoteRepository repository(Repository given) {
    return new RemoteRepository.Builder(given.getId(), "default", given.getUrl())
        .setReleasePolicy(policy(given.getReleases()))
        .setSnapshotPolicy(policy(given.getSnapshots()))
        .build();
  }

  private static org.eclipse.aether.repository.RepositoryPolicy policy(
      @Nullable RepositoryPolicy given) {
    return given == null
        ? new org.eclipse.aether.repository.RepositoryPolicy()
        : new org.eclipse.aether.repository.RepositoryPolicy(
            given.isEnabled(), given.getUpdatePolicy(), given.getChecksumPolicy());
  }
}
