package dev.keypool.conformance;

import java.util.List;

/** A client as somebody would use it, pointed at Keypool by its base URL and its key alone. Not thread-safe. */
interface Sdk extends AutoCloseable {
    /** The tool that is offered, and what it answers. */
    String TOOL = "weather";

    String TOOL_SAYS = "rain";

    /** The form of {@link #structured}: {@code {"name": string, "age": integer}}. */
    record Person(String name, int age) {}

    /**
     * What came of a conversation with a tool.
     *
     * @param arguments of the call, as JSON
     * @param answer after the tool had said {@link #TOOL_SAYS}
     */
    record Talk(String tool, String arguments, String answer) {}

    /** Thrown where the client has no such thing. */
    final class Lacking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lacking() {
            super("the client has no such call", null, false, false);
        }
    }

    /** The text of a whole answer. */
    String say(String text) throws Exception;

    /** The texts of a stream, as they came. */
    List<String> stream(String text) throws Exception;

    /** A conversation in which a tool with one argument, the string {@code city}, is called and answers. */
    Talk useTool(String text) throws Exception;

    /** The same conversation in streams. */
    Talk useToolStreamed(String text) throws Exception;

    /** An answer in the form of {@link Person}, by whatever the client has for that. */
    Person structured(String text) throws Exception;

    /** The text of the answer to a text with a picture. */
    String look(String text, String base64Png) throws Exception;

    /** Vectors of those texts. */
    List<float[]> embed(List<String> texts) throws Exception;

    /** The HTTP status that the client's exception tells when that text fails. */
    int failure(String text) throws Exception;

    /** Reads the first words of a stream, and goes away. */
    void leave(String text) throws Exception;

    @Override
    default void close() {}
}
