package io.kubeless.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes the function of a test authenticate requests, as the {@code auth} of an HTTP trigger does:
 * with passwords if there are users, or with tokens if there is an issuer. The annotation of a test
 * replaces that of its class.
 *
 * <pre>{@code
 * @FunctionTest(Orders.class)
 * @FunctionAuth(issuer = "https://login.acme.com", audience = "orders")
 * class OrdersTest {
 *   @Test
 *   void greetsTheUser(RunningFunction orders) {
 *     String token = orders.token(Map.of("sub", "duke"));
 *     assertEquals("hello duke", orders.send(Events.http("GET", "/").bearer(token).build()).body());
 *   }
 * }
 * }</pre>
 *
 * <p>The keys of the issuer are created for the test, and nothing is fetched from its address.
 * Events that are delivered in memory are not authenticated.
 *
 * @see RunningFunction#token
 * @see Events#basic
 * @see Events#bearer
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface FunctionAuth {
  /** The users, each as {@code name:password}. */
  String[] users() default {};

  /** The issuer of the tokens. */
  String issuer() default "";

  /** The audience of the tokens. */
  String audience() default "";

  /** The claims that a token must have, each as {@code name} or {@code name=value}. */
  String[] claims() default {};
}
