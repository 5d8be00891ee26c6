"""What is told of recovery papers."""

from core.results.secrets import Papers


def test_a_single_paper_is_not_counted() -> None:
    assert str(Papers(1, ("1 2",)).told(1)).startswith("This is the only paper")
    assert str(Papers(2, ("1", "2", "3")).told(3)).startswith("Paper 3 of 3; 2 needed.")
