package org.askfirst.robolectric

import org.junit.runners.model.FrameworkMethod
import org.robolectric.RobolectricTestRunner
import org.robolectric.internal.bytecode.ClassHandler
import org.robolectric.internal.bytecode.InstrumentationConfiguration
import org.robolectric.internal.bytecode.Sandbox
import org.robolectric.internal.bytecode.ShadowMap

/**
 * Runs a test on real framework classes, drawn by the native runtime, with its calls counted underneath.
 *
 * The level of Android and the phone stand in `org/askfirst/robolectric.properties`, which holds for every test below
 * that package.
 *
 * Every test of every module uses this runner and no other: through JNI a native library belongs to one class loader,
 * so the class that declares the native methods must stay outside the sandboxes, in all tests or in none.
 */
public class AskFirstRunner(testClass: Class<*>) : RobolectricTestRunner(testClass) {
    override fun createClassLoaderConfig(method: FrameworkMethod): InstrumentationConfiguration =
        InstrumentationConfiguration.Builder(super.createClassLoaderConfig(method))
            .doNotAcquireClass("org.askfirst.internal.Native")
            .build()

    override fun createClassHandler(shadows: ShadowMap, sandbox: Sandbox): ClassHandler =
        CountingHandler(super.createClassHandler(shadows, sandbox))

    private companion object {
        init {
            // Set here and not in each build file, so that a test started from an IDE draws as well.
            if (System.getProperty(GRAPHICS) == null) System.setProperty(GRAPHICS, "NATIVE")
        }

        const val GRAPHICS = "robolectric.graphicsMode"
    }
}
