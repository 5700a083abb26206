from __future__ import annotations

from agwctl.lint.soundness import is_sound_throughout
from tests.lint.contexts import context


def test_a_mistake_at_any_depth_counts():
    ctx = context(
        """
        gateways: {default: {port: 3000}}
        routes:
        - matches: [{headers: [{name: a, value: {exact: b}}]}]
        - matches: [{headers: [{name: a, valeu: {exact: b}}]}]
        """
    )
    right, wrong = ctx.config.routes
    assert is_sound_throughout(ctx, right) and ctx.is_sound(wrong)
    assert not is_sound_throughout(ctx, wrong)
    assert not is_sound_throughout(ctx, ctx.config.routes)
    assert is_sound_throughout(ctx, ctx.config.gateways)
