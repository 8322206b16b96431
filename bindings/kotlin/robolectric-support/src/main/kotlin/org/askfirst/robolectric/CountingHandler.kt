package org.askfirst.robolectric

import org.robolectric.internal.bytecode.ClassHandler
import org.robolectric.internal.bytecode.ShadowWrangler
import org.robolectric.shadow.api.Shadow
import java.lang.invoke.MethodHandle
import java.lang.invoke.MethodHandles
import java.lang.invoke.MethodType

/**
 * Counts calls of the framework where they are bound, so that one list of names ([Counted]) serves every level of
 * Android and every overload of a method.
 *
 * It stands outside the sandbox that holds the framework's classes; what it counts with is looked up inside.
 */
internal class CountingHandler(private val inner: ClassHandler) : ClassHandler by inner {
    override fun findShadowMethodHandle(
        type: Class<*>,
        name: String,
        signature: MethodType,
        isStatic: Boolean,
        isNative: Boolean,
    ): MethodHandle? {
        val found = inner.findShadowMethodHandle(type, name, signature, isStatic, isNative)
        val place = "${type.name}#$name"
        if (place !in Counted.places) return found
        val target = if (found == null) real(type, name, signature, isStatic) else whole(found, signature, isStatic)
        return counted(type, place, target.asType(signature))
    }

    /** A shadow's method as it is to be called: with the object, not with the object's shadow. */
    private fun whole(found: MethodHandle, signature: MethodType, isStatic: Boolean): MethodHandle = when {
        found === ShadowWrangler.DO_NOTHING -> MethodHandles.dropArguments(found, 0, signature.parameterList())

        isStatic || found.type().parameterType(0) == signature.parameterType(0) -> found

        else -> MethodHandles.filterArguments(
            found,
            0,
            SHADOW_OF.asType(MethodType.methodType(found.type().parameterType(0), signature.parameterType(0))),
        )
    }

    /** The framework's own code, under the name that it bears in the sandbox. */
    private fun real(type: Class<*>, name: String, signature: MethodType, isStatic: Boolean): MethodHandle {
        val parameters = if (isStatic) signature.parameterList() else signature.parameterList().drop(1)
        val method = type.getDeclaredMethod(Shadow.directMethodName(type.name, name), *parameters.toTypedArray())
        method.isAccessible = true
        return MethodHandles.lookup().unreflect(method)
    }

    private fun counted(type: Class<*>, place: String, target: MethodHandle): MethodHandle {
        val hook = type.classLoader.loadClass(HOOK)
        val lookup = MethodHandles.publicLookup()
        val signature = target.type()
        val enter = lookup.findStatic(hook, "enter", MethodType.methodType(VOID, String::class.java, ARGUMENTS))
            .bindTo(place)
            .asCollector(ARGUMENTS, signature.parameterCount())
            .asType(signature.changeReturnType(VOID))
        val leave = lookup.findStatic(hook, "leave", MethodType.methodType(VOID))
        return MethodHandles.foldArguments(
            MethodHandles.tryFinally(target, after(leave, signature.returnType())),
            enter,
        )
    }

    /** Runs [leave] and passes on what the call gave. */
    private fun after(leave: MethodHandle, result: Class<*>): MethodHandle {
        val gives = if (result == VOID) leave else MethodHandles.foldArguments(MethodHandles.identity(result), leave)
        return MethodHandles.dropArguments(gives, 0, Throwable::class.java)
    }

    private companion object {
        const val HOOK = "org.askfirst.robolectric.Underneath"
        val VOID: Class<*> = Void.TYPE
        val ARGUMENTS: Class<Array<Any?>> = Array<Any?>::class.java
        val SHADOW_OF: MethodHandle = MethodHandles.publicLookup()
            .findStatic(Shadow::class.java, "extract", MethodType.methodType(Any::class.java, Any::class.java))
    }
}
