package dev.keypool.dialects;

/** Ids of tool calls whose provider gave none. */
final class CallIds {
    private CallIds() {}

    static Part named(Part part, Asked asked) {
        return part instanceof Part.ToolCall call && call.id().isEmpty()
                ? new Part.ToolCall("call_" + asked.ids().get(), call.name(), call.arguments())
                : part;
    }
}
