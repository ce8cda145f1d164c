package io.kubeless.nats;

import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * The options of a connection. Certificates and logins are read when a connection is created, so
 * that a new connection uses a rotated Secret.
 */
final class ClientOptions {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration RECONNECT = Duration.ofSeconds(1);
  private static final Duration PING = Duration.ofSeconds(10);

  static {
    // Bouncy Castle would extract a native library, of which Java 24 and later warn in the log.
    System.getProperties().putIfAbsent("org.bouncycastle.native.cpu_variant", "java");
  }

  private ClientOptions() {}

  /**
   * Returns the options.
   *
   * @param client name of the connection in reports of the server
   * @throws IOException if an entry of a Secret is missing
   * @throws GeneralSecurityException if a certificate or a key is invalid
   * @throws IllegalArgumentException if the address of a server is invalid
   */
  static Options of(NatsSettings settings, String client, ConnectionEvents events)
      throws IOException, GeneralSecurityException {
    Options.Builder options =
        new Options.Builder()
            .servers(settings.servers().split(",", -1))
            .connectionName(client)
            .connectionTimeout(CONNECT)
            .maxReconnects(-1)
            .reconnectWait(RECONNECT)
            .pingInterval(PING)
            .connectionListener(events)
            .errorListener(events);
    if (settings.tls()) {
      options.sslContext(TlsContext.of(settings.tlsDirectory()));
      // Certificates contain the name of a host. In the other modes, and for servers that a server
      // announces, jnats only knows addresses.
      options.hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
      options.ignoreDiscoveredServers();
    }
    if (settings.credentialsDirectory().isPresent()) {
      login(settings.credentialsDirectory().get(), options);
    }
    return options.build();
  }

  private static void login(Path directory, Options.Builder options) throws IOException {
    if (Files.exists(directory.resolve("nats.creds"))) {
      options.authHandler(credentials(directory.resolve("nats.creds")));
    } else if (Files.exists(directory.resolve("nkey"))) {
      options.authHandler(Nats.staticCredentials(null, line(directory.resolve("nkey"))));
    } else if (Files.exists(directory.resolve("token"))) {
      options.token(line(directory.resolve("token")));
    } else if (Files.exists(directory.resolve("username"))) {
      options.userInfo(line(directory.resolve("username")), line(directory.resolve("password")));
    } else {
      throw new NoSuchFileException(
          "the Secret has none of the entries nats.creds, nkey, token and username: " + directory);
    }
  }

  private static AuthHandler credentials(Path file) throws IOException {
    return Nats.staticCredentials(Files.readAllBytes(file));
  }

  private static char[] line(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException("the Secret has no entry " + file.getFileName() + ": " + file);
    }
    return Files.readString(file).strip().toCharArray();
  }
}
