/** What the author of a function compiles against. */
module io.kubeless.function {
  exports io.kubeless.function;
}
