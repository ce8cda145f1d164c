package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.image.Login;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;

class RegistryLoginsTest {
  private static final String HOST = "registry.acme.com";

  /** Decrypts with state that its calls share, like the cipher of Maven. */
  private static final class SharedState implements SettingsDecrypter {
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Override
    public SettingsDecryptionResult decrypt(SettingsDecryptionRequest request) {
      most.accumulateAndGet(calls.incrementAndGet(), Math::max);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        calls.decrementAndGet();
      }
      return new Decrypted(request);
    }
  }

  private record Decrypted(SettingsDecryptionRequest request) implements SettingsDecryptionResult {
    @Override
    public Server getServer() {
      return request.getServers().get(0);
    }

    @Override
    public List<Server> getServers() {
      return request.getServers();
    }

    @Override
    public Proxy getProxy() {
      return request.getProxies().get(0);
    }

    @Override
    public List<Proxy> getProxies() {
      return request.getProxies();
    }

    @Override
    public List<SettingsProblem> getProblems() {
      return List.of();
    }
  }

  @Test
  void passwordsAreDecryptedOneAfterAnother() throws Exception {
    Server server = new Server();
    server.setId(HOST);
    server.setUsername("duke");
    server.setPassword("secret");
    Proxy proxy = new Proxy();
    proxy.setActive(true);
    proxy.setProtocol("http");
    proxy.setHost("proxy.acme.com");
    proxy.setPassword("secret");
    Settings settings = new Settings();
    settings.addServer(server);
    settings.addProxy(proxy);
    SharedState decrypter = new SharedState();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        RegistryLogins logins = new RegistryLogins(settings, decrypter);
        all.add(
            threads.submit(
                () ->
                    assertThat(logins.apply(HOST))
                        .isEqualTo(Optional.of(new Login("duke", "secret")))));
        all.add(threads.submit(() -> Proxies.properties(settings, decrypter)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(decrypter.most).hasValue(1);
  }
}
