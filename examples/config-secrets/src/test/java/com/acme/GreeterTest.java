package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kubeless.testing.Contexts;
import io.kubeless.testing.FunctionConfig;
import io.kubeless.testing.FunctionSecret;
import io.kubeless.testing.FunctionTest;
import io.kubeless.testing.RunningFunction;
import org.junit.jupiter.api.Test;

@FunctionTest(Greeter.class)
@FunctionSecret(name = "signing", entries = "key=k")
class GreeterTest {
  @Test
  @FunctionConfig(key = "greeting", value = "Moin")
  void greetsAsConfiguredAndSigns(RunningFunction greeter) {
    assertEquals("Moin, Duke (96250da5)", greeter.post("Duke").body());
  }

  @Test
  void withoutItsSecretItDoesNotStart() {
    assertThrows(
        IllegalStateException.class,
        () -> RunningFunction.start(new Greeter(), Contexts.named("greeter")));
  }
}
