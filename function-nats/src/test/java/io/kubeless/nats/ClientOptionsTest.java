package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.junit.jupiter.api.Test;

/** The options of connections. */
class ClientOptionsTest {
  @Test
  void noNativeLibraryIsExtracted() throws Exception {
    NatsSettings settings =
        new NatsSettings(
            "orders",
            "nats://localhost:4222",
            "orders",
            new NatsSettings.Core("hello"),
            1,
            false,
            Optional.empty(),
            Optional.empty());
    ClientOptions.of(settings, "hello", new ConnectionEvents(settings, System.getLogger("hello")));
    assertThat(CryptoServicesRegistrar.getNativeServices().isInstalled()).isFalse();
  }
}
