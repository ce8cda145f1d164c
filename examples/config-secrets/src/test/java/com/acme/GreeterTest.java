package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kubeless.function.Context;
import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GreeterTest {
  @Test
  void greetsAsConfiguredAndSigns() throws Exception {
    Context context =
        Contexts.named("greeter")
            .withConfig("greeting", "Moin")
            .withSecret("signing", Map.of("key", "k"));
    Greeter greeter = new Greeter();
    greeter.onStart(context);
    assertEquals("Moin, Duke (96250da5)", greeter.handle(Events.text("Duke"), context));
  }

  @Test
  void withoutItsSecretItDoesNotStart() {
    assertThrows(
        RuntimeException.class,
        () -> new Greeter().onStart(Contexts.named("greeter").withSecret("signing", Map.of())));
  }
}
