package com.acme;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import org.junit.jupiter.api.Test;

class NightlyTest {
  @Test
  void answersNothing() {
    assertNull(new Nightly().handle(Events.text("{\"keepDays\":30}"), Contexts.named("nightly")));
  }
}
