package io.kubeless.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@FunctionTest(FunctionAuthTest.Who.class)
@FunctionAuth(
    issuer = "https://login.acme.com/realms/shop",
    audience = "greeting",
    claims = "scope=greeting:read")
class FunctionAuthTest {
  public static final class Who implements Handler<Event, Context> {
    @Override
    public String handle(Event event, Context context) {
      return "hello " + context.claims().get("sub") + " " + context.claims().get("roles");
    }
  }

  private static HttpResponse<String> get(RunningFunction function, Map<String, ?> claims) {
    return function.send(Events.http("GET", "/").bearer(function.token(claims)).build());
  }

  @Test
  void aTokenOfTheTestIsAccepted(RunningFunction function) {
    Map<String, ?> claims =
        Map.of("sub", "\"duke\"", "scope", "a greeting:read", "roles", List.of("admin", 7, true));
    assertThat(get(function, claims).body()).isEqualTo("hello \"duke\" [admin, 7, true]");
  }

  @Test
  void otherTokensAreDenied(RunningFunction function) {
    assertThat(function.get("/").statusCode()).isEqualTo(401);
    assertThat(get(function, Map.of("sub", "duke")).statusCode()).isEqualTo(403);
    for (Map<String, ?> claims :
        List.of(Map.of("exp", 1), Map.of("aud", "other"), Map.of("iss", "https://acme.com"))) {
      assertThat(get(function, claims).statusCode()).isEqualTo(401);
    }
  }

  @Test
  @FunctionAuth(users = {"duke:a:secret", "ada:x"})
  void aUserLogsInWithAPassword(RunningFunction function) {
    assertThat(
            function.send(Events.http("GET", "/").basic("duke", "a:secret").build()).statusCode())
        .isEqualTo(200);
    assertThat(function.send(Events.http("GET", "/").basic("ada", "y").build()).statusCode())
        .isEqualTo(401);
    assertThatThrownBy(() -> function.token(Map.of()))
        .hasMessageContaining("@FunctionAuth(issuer = …, audience = …) is missing");
  }

  @Test
  void anEventInMemoryIsNotAuthenticated(RunningFunction function) {
    assertThat(function.deliver(Events.text("")).status()).isEqualTo(200);
  }
}
