package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import org.junit.jupiter.api.Test;

class SecuredTest {
  @Test
  void theUserIsTheSubjectOfTheToken() {
    assertEquals(
        "hello duke",
        new Secured().handle(Events.text(""), Contexts.named("secured").withClaim("sub", "duke")));
  }
}
