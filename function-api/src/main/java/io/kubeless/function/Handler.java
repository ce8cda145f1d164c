package io.kubeless.function;

/**
 * A function: it is called once for each event and returns the answer.
 *
 * <pre>{@code
 * public final class Hello implements Handler<Event, Context> {
 *   @Override
 *   public String handle(Event event, Context context) {
 *     return "hello " + event.text();
 *   }
 * }
 * }</pre>
 *
 * <p>The class is public, concrete and has a public constructor without parameters. One instance is
 * made before the process reports ready, and {@link #handle} is called by many threads at once.
 *
 * @param <E> {@link Event}, or {@link TypedEvent} of the type that the body is bound to
 * @param <C> {@link Context}
 */
@FunctionalInterface
public interface Handler<E extends Event, C extends Context> {

  /**
   * Answers one event. Implementations narrow the return type, because it decides how the answer is
   * written and whether the image needs JSON.
   *
   * <table>
   * <caption>How a returned value is written</caption>
   * <tr><th>returned</th><th>over HTTP</th></tr>
   * <tr><td>{@code null}</td><td>204; 200 when the request is an event</td></tr>
   * <tr><td>{@code String}</td><td>{@code text/plain; charset=utf-8}</td></tr>
   * <tr><td>{@code byte[]}, {@code InputStream}</td><td>{@code application/octet-stream}</td></tr>
   * <tr><td>{@link Response}</td><td>its status and headers, and its body by these rules</td></tr>
   * <tr><td>{@code CompletionStage}</td><td>its result, by these rules</td></tr>
   * <tr><td>{@code Optional}</td><td>its value by these rules, 404 when it is empty</td></tr>
   * <tr><td>{@code Throwable}</td><td>as if it had been thrown</td></tr>
   * <tr><td>anything else</td><td>{@code application/json}</td></tr>
   * </table>
   *
   * @param event what happened
   * @param context the function's own circumstances
   * @return the answer, or {@code null} for none
   * @throws HttpException to answer with a status of its choice, also where a {@code
   *     CompletionException} or an {@code ExecutionException} wraps it
   * @throws RetryableException to ask the sender to try again, also where it is wrapped
   * @throws Exception anything else is a failure: the sender sees 500 and an id, never the message
   */
  Object handle(E event, C context) throws Exception;

  /**
   * Prepares the function, for example by opening a client. It is called once, before the process
   * reports ready; an exception ends the process with a reason.
   *
   * @param context the function's own circumstances; it belongs to no event
   * @throws Exception when the function cannot start
   */
  default void onStart(C context) throws Exception {}

  /**
   * Releases what {@link #onStart} opened. It is called once, after the last call has ended, when
   * the process is asked to stop, and has at least three seconds. It is not called while a call
   * still runs although its timeout is over, nor after {@link System#exit}.
   *
   * @param context the function's own circumstances; it belongs to no event
   * @throws Exception is logged; the process ends all the same
   */
  default void onStop(C context) throws Exception {}
}
